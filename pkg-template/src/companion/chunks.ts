import type { CompanionErrors } from "./errors.js";
import type { UIKit } from "./kit.js";
import { findKit, findOfficial } from "./module.js";
import type { OfficialCometChat } from "./official.js";
import type { Patience } from "./patience.js";

/** The loaded modules. */
export interface Loaded {
  /** The official SDK. */
  sdk: OfficialCometChat;
  /** The UI Kit, if there is one. */
  kit: UIKit | undefined;
}

/** Loads the official SDK and the UI Kit once, and again after a failure. */
export class Chunks {
  readonly #official: unknown;
  readonly #uiKit: unknown;
  readonly #errors: CompanionErrors;
  readonly #patience: Patience;
  #loading: Promise<Loaded> | undefined;

  /**
   * @param official the official SDK, or a function that imports it
   * @param uiKit the UI Kit, or a function that imports it
   */
  constructor(official: unknown, uiKit: unknown, errors: CompanionErrors, patience: Patience) {
    this.#official = official;
    this.#uiKit = uiKit;
    this.#errors = errors;
    this.#patience = patience;
  }

  /** Loads both, or returns the promise of the earlier load. */
  load(): Promise<Loaded> {
    if (!this.#loading) {
      const loading = this.#patience.await(this.#import(), () => this.#errors.notLoaded());
      this.#loading = loading;
      loading.catch(() => {
        this.#loading = undefined;
      });
    }
    return this.#loading;
  }

  async #import(): Promise<Loaded> {
    const errors = this.#errors;
    const given = [this.#official, this.#uiKit].map(async (source) => {
      try {
        // The official SDK is a class, so `typeof` does not tell it from a function that imports it.
        return isImport(source) ? await source() : source;
      } catch (cause) {
        throw errors.notLoaded(cause);
      }
    });
    const [official, uiKit] = await Promise.all(given);
    return {
      sdk: findOfficial(official, errors),
      kit: uiKit === undefined ? undefined : findKit(uiKit, errors),
    };
  }
}

function isImport(source: unknown): source is () => unknown {
  return typeof source === "function" && !("addLoginListener" in source);
}
