import { type CompanionState, type Facts, IDLE, nextState } from "./state.js";

/** Holds the state, and tells its subscribers when there is another one. */
export class StateStore {
  #state: CompanionState = IDLE;
  readonly #listeners = new Set<() => void>();
  readonly #updates = new Set<() => void>();

  /** The state now. */
  get state(): CompanionState {
    return this.#state;
  }

  /** Takes over what is known now. */
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
        // Reported like any uncaught error: it is the application's, and affects nothing here.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Calls a function at each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    // One of its own: the same listener may subscribe twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Waits until something more is known, whether or not that changes the state. */
  nextUpdate(): Promise<void> {
    return new Promise((resolve) => this.#updates.add(resolve));
  }
}
