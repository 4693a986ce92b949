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
  headers: Record<string, string>,
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
      // Nothing that a script may have put into every object's prototype.
      __proto__: null,
      method,
      headers,
      body,
      keepalive,
      signal,
      credentials: "omit",
      cache: "no-store",
      // Another server must not get the secrets. Cloudflare's workers do not know "error".
      redirect: "manual",
    } as RequestInit);
    const response = await Promise.race([sent, late]);
    const text = await Promise.race([response.text(), late]);
    return [text, response.status, response.headers.get("retry-after")];
  } catch (error) {
    throw signal.aborted || innocent(error, headers);
  } finally {
    // What has ended need not wait for its deadline to be forgotten.
    signal.onabort = null;
  }
}

/** An error of the same name and message, without the secret: a page's `fetch` may put the request into its own. */
function innocent(error: unknown, { authtoken, apikey }: Record<string, string>): Error {
  const { name, message } = Object(error) as Error;
  const secret = authtoken ?? apikey ?? "";
  const told = (text: unknown) => `${text}`.split(secret || "\n").join("[redacted]");
  return Object.assign(new Error(told(message)), { name: told(name) });
}
