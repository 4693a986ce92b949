/** A request: what `fetch` takes, and besides. */
interface Exchange extends RequestInit {
  url: string;
  /** How long to wait for the whole answer, in milliseconds. */
  timeout: number;
}

/**
 * Sends a request at once. The page may have put anything in the place of `fetch`: whatever it gives,
 * this promise settles, and not later than the deadline. After that, `signal` of the request says so.
 *
 * @returns the body as text, the status, and `Retry-After`
 */
export async function exchange(request: Exchange): Promise<unknown[]> {
  const signal = AbortSignal.timeout(request.timeout);
  request.signal = signal;
  const late = new Promise<Response>((_, reject) => {
    signal.onabort = reject;
  });
  try {
    const response = await Promise.race([fetch(request.url, request), late]);
    const body = await Promise.race([response.text(), late]);
    return [body, response.status, response.headers.get("retry-after")];
  } finally {
    // What has ended need not wait for its deadline to be forgotten.
    signal.onabort = null;
  }
}
