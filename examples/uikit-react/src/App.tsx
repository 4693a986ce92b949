import { CometChat } from "cometchat-wasm";
import { WhenChatReady } from "cometchat-wasm/companion/react";
import { useCometChat } from "cometchat-wasm/react";
import { lazy, useEffect, useState } from "react";
import { companion, logIn } from "./cometchat";

const Chat = lazy(() => import("./chat"));

/** The user who is logged in to your application. */
const uid = "cometchat-uid-1";

export default function App() {
  const { status, user, error } = useCometChat();
  const [isOpen, setOpen] = useState(location.hash === "#chat");

  useEffect(() => logIn(uid), []);

  return (
    <>
      <h1>{user ? `Hello, ${user.getName()}` : "Not logged in"}</h1>
      {user ? (
        <button onClick={() => CometChat.logout()}>Log out</button>
      ) : (
        <button onClick={() => logIn(uid)} disabled={status !== "loggedOut"}>
          Log in
        </button>
      )}
      {error && <p role="alert">{error.message}</p>}
      <button onPointerEnter={companion.preload} onClick={() => setOpen(true)}>
        Open chat
      </button>
      {isOpen && (
        <WhenChatReady companion={companion} fallback={({ error }) => error?.message ?? "…"}>
          <Chat />
        </WhenChatReady>
      )}
    </>
  );
}
