/**
 * Which requests are the emulator's.
 */

/** Hosts by name, with `*.` for any below, or a pattern of whole addresses. */
export type Hosts = readonly (string | RegExp)[];

/** The hosts of CometChat, without `assets.cometchat.io`, which serves images such as avatars. */
export const COMETCHAT: Hosts = [
  /^[a-z]+:\/\/(?!assets\.cometchat\.io)[^/?#@]+\.cometchat\.io(?::\d+)?\//,
];

/**
 * Whether a request of this address is for the emulator: it is one of the hosts', or the control API's,
 * below `/_emulator` of any host.
 */
export function isForEmulator(address: string | URL, hosts: Hosts = COMETCHAT): boolean {
  const base = globalThis.location?.href;
  if (!URL.canParse(address, base)) return false;
  const url = new URL(address, base);
  if (/^\/_emulator(\/|$)/.test(url.pathname)) return true;
  return hosts.some((host) => {
    if (typeof host !== "string") return host.test(url.href);
    if (host.startsWith("*.")) return url.hostname.endsWith(host.slice(1));
    return host === url.hostname || host === url.host;
  });
}
