/** Asks CometChat for an auth token, with the REST API key. Runs on the server only. */
export async function createAuthToken(uid: string): Promise<string> {
  const { COMETCHAT_API, COMETCHAT_REST_API_KEY, NEXT_PUBLIC_COMETCHAT_APP_ID } = process.env;
  const response = await fetch(`${COMETCHAT_API}/v3/users/${encodeURIComponent(uid)}/auth_tokens`, {
    method: "POST",
    headers: { appid: NEXT_PUBLIC_COMETCHAT_APP_ID!, apikey: COMETCHAT_REST_API_KEY! },
    cache: "no-store",
  });
  const { data, error } = await response.json();
  if (error) throw new Error(`CometChat refused a token: ${error.code}`);
  return data.authToken;
}
