package dev.stayer.owner;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.core.Times;

/** A live process owns the workspace. */
public final class OwnedByAnotherException extends StayerException {
    private static final long serialVersionUID = 1L;
    private final transient Ownership.Owner owner;

    OwnedByAnotherException(Ownership.Owner owner) {
        super(
                ExitCode.OWNED,
                "this workspace is in use by process " + owner.pid() + " on " + owner.host() + " (stayer "
                        + owner.command() + (owner.run() == null ? "" : ", run " + owner.run()) + ", since "
                        + Times.seconds(owner.since()) + ")",
                owner.serves()
                        ? "give it work with stayer run, or end it with kill " + owner.pid()
                        : "wait for it, or stop it with stayer stop " + (owner.run() == null ? "RUN" : owner.run()));
        this.owner = owner;
    }

    public Ownership.Owner owner() {
        return owner;
    }
}
