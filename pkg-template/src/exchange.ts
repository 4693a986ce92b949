/**
 * Sends a request at once. The page may have put anything in the place of `fetch`: whatever it gives,
 * this promise settles, and not later than the deadline.
 *
 * @param timeout how long to wait for the whole answer, in milliseconds
 * @returns the body as text, the status, and `Retry-After`. Rejects with `true` after the deadline,
 *   since engines do not agree on the error, and before it with what `fetch` does.
 */
export async function exchange(
  method: string,
  url: string,
  headers: HeadersInit,
  body: string | null,
  keepalive: boolean,
  timeout: number,
): Promise<unknown[]> {
  const signal = AbortSignal.timeout(timeout);
  const late = new Promise<Response>((_, reject) => {
    signal.onabort = reject;
  });
  try {
    const sent = fetch(url, {
      method,
      headers,
      body,
      keepalive,
      signal,
      credentials: "omit",
      cache: "no-store",
      // Another server must not get the secrets. Cloudflare's workers do not know "error".
      redirect: "manual",
    });
    const response = await Promise.race([sent, late]);
    const text = await Promise.race([response.text(), late]);
    return [text, response.status, response.headers.get("retry-after")];
  } catch (error) {
    throw signal.aborted || error;
  } finally {
    // What has ended need not wait for its deadline to be forgotten.
    signal.onabort = null;
  }
}
