import { initializeApp } from "@firebase/app";
import { initializeAuth, browserLocalPersistence, signInWithCustomToken, signOut } from "@firebase/auth";
const app = initializeApp({ apiKey: "k" });
const auth = initializeAuth(app, { persistence: browserLocalPersistence });
await auth.authStateReady();
const user = auth.currentUser ?? (await signInWithCustomToken(auth, "t")).user;
document.title = user.displayName ?? "";
document.onclick = () => signOut(auth);
