import { type CompanionState, type Facts, IDLE, nextState } from "./state.js";

/** Holds the companion's state, and calls subscribers when it changes. */
export class StateStore {
  #state: CompanionState = IDLE;
  readonly #listeners = new Set<() => void>();
  readonly #updates = new Set<() => void>();

  /** The current state. */
  get state(): CompanionState {
    return this.#state;
  }

  /** Computes the state from the current facts, and calls the subscribers if it has changed. */
  update(facts: Facts): void {
    for (const resolve of this.#updates) resolve();
    this.#updates.clear();
    const next = nextState(this.#state, facts);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        // An error of the application: reported as uncaught, and it affects nothing here.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Calls a function at each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    // A new function, since the same listener may subscribe twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Resolves at the next update, whether or not it changes the state. */
  nextUpdate(): Promise<void> {
    return new Promise((resolve) => this.#updates.add(resolve));
  }
}
