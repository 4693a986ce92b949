/**
 * In place of your server, which alone has the REST API key, and takes the UID from its own session:
 * here, it asks the emulator.
 */
export async function fetchToken({ signal }: { signal: AbortSignal }): Promise<string> {
  const url = "https://emulator-app.api-us.cometchat.io/v3/users/cometchat-uid-1/auth_tokens";
  const headers = { appid: "emulator-app", apikey: "emulator-rest-api-key" };
  const response = await fetch(url, { method: "POST", headers, signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const { data } = await response.json();
  return data.authToken;
}
