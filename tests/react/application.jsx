// What an application with React writes: no guard of its own.
import { CometChat } from "cometchat-wasm";
import { useCometChat } from "cometchat-wasm/react";
import { StrictMode, useEffect, useState } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";

const { emulator, appId, authKey } = Object.fromEntries(new URLSearchParams(location.search));
const uid = "cometchat-uid-1";

CometChat.useEmulator(emulator);
CometChat.init(appId);

/** Logs the user in whenever it is there. */
function Login() {
  const { status, user, error } = useCometChat();
  useEffect(() => {
    CometChat.ensureLoggedIn({ uid, authKey }).catch(() => {});
  }, []);
  return (
    <p>
      {status} {user?.getName()} {error?.code}
    </p>
  );
}

/** Says who is logged in. */
function Name() {
  const { status, user } = useCometChat();
  return <p>{user ? user.getName() : status}</p>;
}

function Switch() {
  const [shown, show] = useState(true);
  window.show = show;
  return shown && <Login />;
}

const root = document.querySelector("main");
const render = (child) => createRoot(root).render(<StrictMode>{child}</StrictMode>);

Object.assign(window, {
  CometChat,
  text: () => root.textContent,
  login: () => render(<Switch />),
  showName: () => render(<Name />),
  /** Takes over what a server has rendered, once somebody is logged in. */
  hydrate: () => {
    root.innerHTML = renderToString(<Name />);
    window.rendered = root.textContent;
    hydrateRoot(root, <Name />);
  },
});
