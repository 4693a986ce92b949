/**
 * Which requests are the emulator's.
 */

/** Host names, where `*.example.com` means all subdomains, or patterns for whole URLs. */
export type Hosts = readonly (string | RegExp)[];

/** The hosts of CometChat, without `assets.cometchat.io`, which serves images such as avatars. */
export const COMETCHAT: Hosts = [
  /^[a-z]+:\/\/(?!assets\.cometchat\.io)[^/?#@]+\.cometchat\.io(?::\d+)?\//,
];

/**
 * Tells whether the emulator answers a request to this URL: that of one of the hosts, or of the control
 * API, below `/_emulator` of any host.
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
