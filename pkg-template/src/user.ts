import { brand, CometChatException, define } from "./exception.js";
import { USER_FIELDS } from "./generated/tables.js";

/** The fields of a user, in the order in which they are stored. */
interface UserFields {
  /** Whether this user has blocked the one who is logged in. */
  hasBlockedMe: boolean;
  /** Whether the one who is logged in has blocked this user. */
  blockedByMe: boolean;
  /** When the user was deactivated, in seconds since 1970; 0 for an active user. */
  deactivatedAt: number;
  /** Identifies the user within the app. */
  uid: string;
  /** The display name. */
  name: string;
  /** The session's auth token, in the user of a login. Keep it secret. */
  authToken: string;
  /** The URL of a picture. */
  avatar: string;
  /** When the user was last active, in seconds since 1970. */
  lastActiveAt: number;
  /** The URL of a profile page. */
  link: string;
  /** Data of your own. */
  metadata: object;
  /** The role, such as `"default"`. */
  role: string;
  /** The status in the words of the user. */
  statusMessage: string;
  /** `"online"` or `"offline"`. */
  status: string;
  /** Tags that users can be found by. */
  tags: string[];
}

/** The fields from Rust's table. The compiler fails if they differ from `UserFields`. */
const FIELDS: readonly (keyof UserFields)[] = USER_FIELDS;

/** A getter and a setter for each field: `getUid()`, `setUid(uid)` and so on. */
type Accessors<T> = {
  [K in keyof T & string as `get${Capitalize<K>}`]: () => T[K];
} & {
  [K in keyof T & string as `set${Capitalize<K>}`]: (value: T[K]) => void;
};

export interface User extends UserFields, Accessors<UserFields> {}

/** A user of the app: plain data, with getters and setters for each field. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the accessors are made below
export class User {
  /** Whether this user has blocked the one who is logged in. */
  hasBlockedMe = false;
  /** Whether the one who is logged in has blocked this user. */
  blockedByMe = false;
  /** When the user was deactivated, in seconds since 1970; 0 for an active user. */
  deactivatedAt = 0;

  /**
   * @param user the UID, or an object with fields of a user; other fields are left out
   * @param name the display name, if `user` is a UID
   * @throws CometChatException with the code `MISSING_PARAMETERS` if `user` is missing
   */
  constructor(user: string | number | object, name?: string) {
    if (user === undefined || user === null) {
      throw new CometChatException({
        code: "MISSING_PARAMETERS",
        message: "A user needs a UID, or an object with the fields of a user.",
      });
    }
    if (typeof user !== "object") {
      this.uid = String(user);
      if (name !== undefined) this.name = name;
      return;
    }
    // Own properties only.
    const given = { __proto__: null, ...user } as Record<string, unknown>;
    const fields = this as unknown as Record<string, unknown>;
    for (const key of FIELDS) {
      let value = given[key] ?? undefined;
      if (key === "status") value = value && value !== "offline" ? "online" : "offline";
      if (value !== undefined) fields[key] = value;
    }
  }

  static {
    brand(this, "User");
    const prototype: object = this.prototype;
    for (const key of FIELDS) {
      const name = key.replace(/^./, (letter) => letter.toUpperCase());
      define(prototype, `get${name}`, function (this: User) {
        return this[key];
      });
      define(prototype, `set${name}`, function (this: Record<string, unknown>, value: unknown) {
        this[key] = value;
      });
    }
  }
}

/** Makes a `User` that also has the server's other fields, such as `createdAt`. */
export function fullUser(sent: object): User {
  const user = new User(sent);
  for (const [key, value] of Object.entries(sent)) {
    // The server may send a key such as `__proto__`.
    if (!(key in user)) define(user, key, value, true);
  }
  return user;
}
