package dev.stayer.owner;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;

/** Another process has taken the workspace over; whatever this one still wanted to write was refused. */
public final class LeaseLostException extends StayerException {
    private static final long serialVersionUID = 1L;

    LeaseLostException() {
        super(
                ExitCode.OWNED,
                "another process has taken this workspace over",
                "look at stayer status; nothing that was done is lost");
    }
}
