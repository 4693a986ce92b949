import { CometChat } from "cometchat-wasm";
import Client from "./client.jsx";

// Imported and used on the server, as a page does that makes its settings there.
export default function Page() {
  return (
    <>
      <p id="server">{new CometChat.AppSettingsBuilder().setRegion("in").build().getRegion()}</p>
      <Client />
    </>
  );
}
