import { createCometChatServer } from "cometchat-wasm/server";
import { Hono } from "hono";

const app = new Hono();
app.use(async (context, next) => {
  // Your session middleware.
  const isKnown = context.req.header("cookie") === "session=1";
  if (isKnown) context.set("user", { id: "ada", name: "Ada" });
  await next();
});
app.post("/api/cometchat-token", (context) => {
  const cometchat = createCometChatServer({
    appId: context.env.COMETCHAT_APP_ID,
    region: "us",
    apiKey: context.env.COMETCHAT_REST_API_KEY,
    emulator: context.env.COMETCHAT_EMULATOR,
  });
  const route = cometchat.tokenRoute(() => {
    const user = context.get("user");
    return user && { uid: user.id, name: user.name };
  });
  return route(context);
});

export default app;
