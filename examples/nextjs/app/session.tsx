"use client";

import { CometChat } from "cometchat-wasm";
import { useCometChat } from "cometchat-wasm/react";
import { useEffect } from "react";
import { logIn } from "../lib/cometchat";

export function Session({ uid }: { uid: string }) {
  const { status, user, error } = useCometChat();

  useEffect(() => logIn(uid), [uid]);

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
