package dev.ferry.cli;

import dev.ferry.api.FerryException;

/** A guest gets no further: pages of it cannot be had from its swap device. */
final class GuestLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GuestLostException(FerryException why) {
        super("the guest is lost, it waits for pages that its swap device does not give: " + why.getMessage(),
                why);
    }
}
