"use client";

import { CometChat } from "cometchat-wasm";
import { useEffect } from "react";
import { login } from "../login.js";

export default function Client() {
  useEffect(() => {
    window.shown = login(CometChat, new URLSearchParams(location.search).get("emulator"));
  }, []);
  return <p id="client">{CometChat.StorageMode.LOCAL}</p>;
}
