import { CometChat } from "cometchat-wasm";
import { useCometChat } from "cometchat-wasm/react";
import { useEffect } from "react";
import { logIn } from "./cometchat";

/** The user who is logged in to your application. */
const uid = "cometchat-uid-1";

export default function App() {
  const { status, user, error } = useCometChat();

  useEffect(() => logIn(uid), []);

  if (user) {
    return (
      <>
        <h1>Hello, {user.getName()}</h1>
        <button onClick={() => CometChat.logout()}>Log out</button>
      </>
    );
  }
  return (
    <>
      <h1>Not logged in</h1>
      <button onClick={() => logIn(uid)} disabled={status !== "loggedOut"}>
        Log in
      </button>
      {error && <p role="alert">{error.message}</p>}
    </>
  );
}
