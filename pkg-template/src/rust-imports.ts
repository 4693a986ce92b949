import { CometChatException, type ExceptionFields } from "./exception.js";
import { report } from "./options.js";
import { fullUser, User } from "./user.js";

/** What went wrong on the platform: Rust keeps the name and the message of its error. */
interface Cause {
  name: string;
  message: string;
}

const exception = (fields: ExceptionFields): CometChatException => {
  const { name, message } = (fields.cause ?? {}) as Cause;
  const cause = fields.cause && Object.assign(new Error(message), { name });
  return new CometChatException(cause ? { ...fields, cause } : fields);
};

const user = (fields: object): User => new User(fields);

/** What Rust calls: it makes the application's objects. */
export const rustImports = {
  exception,
  user,
  fullUser,
  report,
  snapshot: (status: string, fields: object | null, error: ExceptionFields | null) =>
    Object.freeze({
      status,
      user: fields && user(fields),
      error: error && exception(error),
    }),
};
