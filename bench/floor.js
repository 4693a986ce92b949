// @ts-check
/**
 * The floor: what one would write by hand for the same calls, with `fetch` and `localStorage`, without
 * deadlines, retries, checks, tabs, or anything that may go wrong.
 */
let app = "";
let admin = "";
let client = "";
/** @type {Map<string, any>} */
const listeners = new Map();
const key = () => `${app}:common_store/user`;

/**
 * @param {string} method
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {object} [body]
 */
async function call(method, url, headers, body) {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json", appid: app, ...headers },
    body: JSON.stringify(body),
  });
  const { data, error } = await response.json();
  if (error) throw error;
  return data;
}

/**
 * @param {string} event
 * @param {object} [told]
 */
function tell(event, told) {
  for (const listener of [...listeners.values()]) listener[event]?.(told);
}

class User {
  /** @param {object} fields */
  constructor(fields) {
    Object.assign(this, fields);
  }
}

export const CometChat = {
  /**
   * @param {string} appId
   * @param {{ region: string }} settings
   */
  async init(appId, { region }) {
    app = appId;
    admin = `https://${app}.api-${region}.cometchat.io/v3.0`;
    client = `https://${app}.apiclient-${region}.cometchat.io/v3.0`;
    localStorage.setItem(`${app}:common_store/appId`, JSON.stringify(app));
    return true;
  },
  /**
   * @param {string} uid
   * @param {string} authKey
   */
  async login(uid, authKey) {
    const url = `${admin}/users/${encodeURIComponent(uid)}/auth_tokens`;
    const { authToken } = await call("POST", url, { apikey: authKey }, { platform: "WEB" });
    const { settings, ...user } = await call("PUT", `${client}/me`, { authtoken: authToken }, {});
    localStorage.setItem(key(), JSON.stringify({ ...user, authToken }));
    localStorage.setItem(`${app}:common_store/app_settings`, JSON.stringify(settings));
    tell("loginSuccess", new User(user));
    return new User(user);
  },
  async getLoggedinUser() {
    const kept = localStorage.getItem(key());
    return kept && new User(JSON.parse(kept));
  },
  async logout() {
    const { authToken } = JSON.parse(localStorage.getItem(key()) ?? "{}");
    localStorage.removeItem(key());
    const data = await call("DELETE", `${client}/me`, { authtoken: authToken });
    tell("logoutSuccess");
    return data;
  },
  /**
   * @param {string} id
   * @param {object} listener
   */
  addLoginListener(id, listener) {
    listeners.set(id, listener);
  },
  /** @param {string} id */
  removeLoginListener(id) {
    listeners.delete(id);
  },
};
