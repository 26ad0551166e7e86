/** One physical device, one holder, across all drivers of a host. */
export class LeaseTable {
  readonly #holders = new Map<string, () => string>();

  /** @param holder - names the holder when another asks. */
  acquire(
    resource: string,
    holder: () => string,
  ): { readonly release: () => void } | { readonly heldBy: string } {
    const current = this.#holders.get(resource);
    if (current !== undefined) return { heldBy: current() };
    this.#holders.set(resource, holder);
    return {
      release: () => {
        if (this.#holders.get(resource) === holder) this.#holders.delete(resource);
      },
    };
  }
}
