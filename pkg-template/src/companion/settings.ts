import type { AppSettings } from "cometchat-wasm";
import type { CompanionErrors } from "./errors.js";
import type { UIKit, UIKitSettingsBuilder } from "./kit.js";
import type { OfficialCometChat } from "./official.js";

/** The app and the settings of this SDK, with the hosts as the official SDK takes them. */
export interface Target {
  /** The app ID. */
  appId: string;
  /** The settings. */
  settings: AppSettings;
  /** The host for calls with an Auth Key. */
  adminHost: string | undefined;
  /** The host for calls with an auth token. */
  clientHost: string | undefined;
}

/** The target of the official SDK. Throws `CHAT_NOT_POSSIBLE` for settings that it cannot have. */
export function target(
  appId: string,
  settings: AppSettings,
  emulator: string | undefined,
  errors: CompanionErrors,
): Target {
  if (emulator) {
    throw errors.impossible(`The official SDK takes https only, not the emulator at ${emulator}.`);
  }
  if (settings.storageMode === "session") {
    throw errors.impossible(
      "With StorageMode.SESSION, both SDKs would keep their sessions in one place.",
    );
  }
  // The official SDK puts `https://` before its hosts.
  const [adminHost, clientHost] = [settings.adminHost, settings.clientHost].map((host) => {
    if (host && /^http:/i.test(host)) {
      throw errors.impossible(`The official SDK takes https only, not ${host}.`);
    }
    return host?.replace(/^https:\/\//i, "");
  });
  return { appId, settings, adminHost, clientHost };
}

/** Identifies an app and its settings, as a text. */
export function targetKey(appId: string | undefined, settings: AppSettings): string {
  return JSON.stringify([appId, settings]);
}

/** Builds the settings for `init` of the official SDK. */
export function officialSettings(sdk: OfficialCometChat, to: Target): unknown {
  const { settings } = to;
  const builder = new sdk.AppSettingsBuilder();
  builder.setRegion(settings.region);
  subscribePresence(builder, settings);
  builder.enableAutoJoinForGroups(settings.autoJoinGroup);
  builder.autoEstablishSocketConnection(settings.establishSocketConnection);
  if (to.adminHost) builder.overrideAdminHost(to.adminHost);
  if (to.clientHost) builder.overrideClientHost(to.clientHost);
  builder.setStorageMode("session");
  return builder.build();
}

/**
 * Builds the settings for `init` of a UI Kit.
 *
 * @param configure sets what only the UI Kit has. Settings that both have come from this SDK.
 */
export function kitSettings(
  { UIKitSettingsBuilder }: UIKit,
  to: Target,
  configure?: (builder: UIKitSettingsBuilder) => unknown,
): unknown {
  const { settings } = to;
  const builder = new UIKitSettingsBuilder();
  configure?.(builder);
  builder.setAppId(to.appId);
  builder.setRegion(settings.region);
  subscribePresence(builder, settings);
  builder.setAutoEstablishSocketConnection(settings.establishSocketConnection);
  if (to.adminHost) builder.setAdminHost(to.adminHost);
  if (to.clientHost) builder.setClientHost(to.clientHost);
  builder.setStorageMode("session" as never);
  return builder.build();
}

/** The methods that both builders have. */
interface PresenceBuilder {
  subscribePresenceForAllUsers(): unknown;
  subscribePresenceForRoles(roles: string[]): unknown;
  subscribePresenceForFriends(): unknown;
}

function subscribePresence(builder: PresenceBuilder, settings: AppSettings): void {
  switch (settings.subscriptionType) {
    case "ALL_USERS":
      builder.subscribePresenceForAllUsers();
      break;
    case "ROLES":
      builder.subscribePresenceForRoles([...(settings.roles ?? [])]);
      break;
    case "FRIENDS":
      builder.subscribePresenceForFriends();
      break;
  }
}

/**
 * Prepares the storage of the official SDK: removes an earlier session, whose token may be dead, and
 * copies the device id of this SDK, since both run on one device.
 */
export function prepareStorage({ appId }: Target): void {
  const deviceId = `${appId}:keys_store/deviceId`;
  try {
    sessionStorage.removeItem(`${appId}:common_store/user`);
    const device = localStorage.getItem(deviceId);
    if (device) sessionStorage.setItem(deviceId, device);
  } catch {
    // Blocked storage holds no earlier session.
  }
}
