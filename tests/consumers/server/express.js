import { createCometChatServer, toNodeHandler } from "cometchat-wasm/server";
import express from "express";

const cometchat = createCometChatServer({
  appId: process.env.COMETCHAT_APP_ID,
  region: "us",
  apiKey: process.env.COMETCHAT_REST_API_KEY,
  emulator: process.env.COMETCHAT_EMULATOR,
});

const app = express();
app.use((request, _response, next) => {
  // Your session middleware.
  if (request.headers.cookie === "session=1") request.user = { id: "ada", name: "Ada" };
  next();
});
const identify = ({ user }) => user && { uid: user.id, name: user.name };
app.post("/api/cometchat-token", toNodeHandler(cometchat.tokenRoute(identify)));
app.listen(process.env.PORT ?? 3000, "127.0.0.1");
