import { CometChatException } from "./exception.js";

const FIELDS = [
  ...(["hasBlockedMe", "blockedByMe", "deactivatedAt", "uid", "name", "authToken", "avatar"] as const),
  ...(["lastActiveAt", "link", "metadata", "role", "statusMessage", "status", "tags"] as const),
];

/** A user of the app: plain data, with getters and setters for each field. */
export class User {
  hasBlockedMe: boolean = false;
  blockedByMe: boolean = false;
  deactivatedAt: number = 0;
  declare uid: string;
  declare name: string;
  declare authToken: string;
  declare avatar: string;
  declare lastActiveAt: number;
  declare link: string;
  declare metadata: object;
  declare role: string;
  declare statusMessage: string;
  declare status: string;
  declare tags: string[];

  /**
   * @param user the UID, or an object with the fields of a user; others in it are left out
   * @param name the display name, with a UID
   * @throws CometChatException `MISSING_PARAMETERS` without either
   */
  constructor(user: string | number | object, name?: string) {
    if (user === undefined || user === null) {
      throw new CometChatException({
        code: "MISSING_PARAMETERS",
        message: "A user needs a UID. Please pass a UID, or an object with the fields of a user.",
      });
    }
    if (typeof user !== "object") {
      this.uid = String(user);
      if (name !== undefined) this.name = name;
      return;
    }
    const given = user as Record<string, unknown>;
    const target = this as unknown as Record<string, unknown>;
    for (const key of FIELDS) {
      const value = given[key] ?? undefined;
      if (key === "status") this.status = value && value !== "offline" ? "online" : "offline";
      else if (value !== undefined) target[key] = value;
    }
  }

  getUid(): string { return this.uid; }
  setUid(uid: string): void { this.uid = uid; }
  getName(): string { return this.name; }
  setName(name: string): void { this.name = name; }
  getAuthToken(): string { return this.authToken; }
  setAuthToken(authToken: string): void { this.authToken = authToken; }
  getAvatar(): string { return this.avatar; }
  setAvatar(avatar: string): void { this.avatar = avatar; }
  /** Epoch seconds. */
  getLastActiveAt(): number { return this.lastActiveAt; }
  setLastActiveAt(lastActiveAt: number): void { this.lastActiveAt = lastActiveAt; }
  getLink(): string { return this.link; }
  setLink(link: string): void { this.link = link; }
  getMetadata(): object { return this.metadata; }
  setMetadata(metadata: object): void { this.metadata = metadata; }
  getRole(): string { return this.role; }
  setRole(role: string): void { this.role = role; }
  /** `"online"` or `"offline"`. */
  getStatus(): string { return this.status; }
  setStatus(status: string): void { this.status = status; }
  getStatusMessage(): string { return this.statusMessage; }
  setStatusMessage(statusMessage: string): void { this.statusMessage = statusMessage; }
  getBlockedByMe(): boolean { return this.blockedByMe; }
  setBlockedByMe(blockedByMe: boolean): void { this.blockedByMe = blockedByMe; }
  getHasBlockedMe(): boolean { return this.hasBlockedMe; }
  setHasBlockedMe(hasBlockedMe: boolean): void { this.hasBlockedMe = hasBlockedMe; }
  getTags(): string[] { return this.tags; }
  setTags(tags: string[]): void { this.tags = tags; }
  /** Epoch seconds; 0 for a user who is active. */
  getDeactivatedAt(): number { return this.deactivatedAt; }
  setDeactivatedAt(deactivatedAt: number): void { this.deactivatedAt = deactivatedAt; }
}

/** A `User` that also keeps what else the server sent, such as `createdAt`. */
export function fullUser(sent: object): User {
  const user = new User(sent);
  for (const [key, value] of Object.entries(sent)) {
    if (!(key in user)) Object.defineProperty(user, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return user;
}
