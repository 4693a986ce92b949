using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    # Local addresses too: the emulator has one.
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "cometchat-server.wasm", wasm = embed "dist/cometchat-server.wasm"),
  ],
  bindings = [
    (name = "COMETCHAT_APP_ID", text = "emulator-app"),
    (name = "COMETCHAT_REST_API_KEY", text = "emulator-rest-api-key"),
    (name = "COMETCHAT_EMULATOR", text = "http://127.0.0.1:9770"),
  ],
  compatibilityDate = "2026-11-01",
);
