// What an application with React writes: no guard of its own.
import { CometChat } from "cometchat-wasm";
import { WhenChatReady } from "cometchat-wasm/companion/react";
import { useCometChat } from "cometchat-wasm/react";
import { lazy, StrictMode, useEffect, useState } from "react";
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

/** A companion that does what the test says. */
const companion = {
  state: Object.freeze({ status: "idle", error: null, key: 0 }),
  listeners: new Set(),
  asked: 0,
  ready: async () => {
    companion.asked += 1;
    throw new Error("The state tells of failures.");
  },
  getState: () => companion.state,
  subscribe: (listener) => {
    companion.listeners.add(listener);
    return () => companion.listeners.delete(listener);
  },
  /** Changes what components of a chat rely on, and then the state. */
  become: (status, key, chatUser, error = null) => {
    window.chatUser = chatUser;
    companion.state = Object.freeze({ status, key, error });
    for (const listener of companion.listeners) listener();
  },
};

let mounted = 0;
/** A component of a chat, which throws where there is no user, as those of the UI Kit do. */
function Messages() {
  const [number] = useState(() => {
    mounted += 1;
    return mounted;
  });
  if (!window.chatUser) throw new Error("It requires a user.");
  return <p>{`${window.chatUser} ${number}`}</p>;
}
const LaterMessages = lazy(async () => {
  await new Promise((resolve) => {
    window.loadChat = resolve;
  });
  return { default: Messages };
});

function Chat({ Messages }) {
  return (
    <WhenChatReady companion={companion} fallback={({ status, error }) => error?.code ?? status}>
      <Messages />
    </WhenChatReady>
  );
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
  companion,
  openChat: () => render(<Chat Messages={Messages} />),
  openLazyChat: () => render(<Chat Messages={LaterMessages} />),
  /** Takes over what a server has rendered, once somebody is logged in. */
  hydrate: () => {
    root.innerHTML = renderToString(<Name />);
    window.rendered = root.textContent;
    hydrateRoot(root, <Name />);
  },
});
