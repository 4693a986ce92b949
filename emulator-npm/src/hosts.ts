/**
 * Which requests are the emulator's.
 */

import type { WebURL } from "./web.js";

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
export function isForEmulator(address: string | WebURL, hosts: Hosts = COMETCHAT): boolean {
  const url = parse(String(address));
  if (url === undefined) return false;
  if (/^\/_emulator(\/|$)/.test(url.pathname)) return true;
  return hosts.some((host) => {
    // Unlike `test`, this does not go on where a pattern with the flag `g` matched last.
    if (typeof host !== "string") return url.href.search(host) >= 0;
    const name = host.toLowerCase();
    if (name.startsWith("*.")) return url.hostname.endsWith(name.slice(1));
    return name === url.hostname || name === url.host;
  });
}

/** A URL, relative to the page if there is one. Test environments have classes without `canParse`. */
function parse(address: string): URL | undefined {
  for (const base of [globalThis.location?.href, undefined]) {
    try {
      return new URL(address, base);
    } catch {}
  }
  return undefined;
}
