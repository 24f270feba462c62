package dev.ferry.testkit.wrap;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;

/** Passes all calls on to another reservation. Extend it to change one thing. */
public class ForwardingReservation implements Reservation {

    private final Reservation inner;

    /** Wraps a reservation, which is closed with this one. */
    public ForwardingReservation(Reservation inner) {
        this.inner = inner;
    }

    @Override
    public FaultTrap trap() {
        return inner.trap();
    }

    @Override
    public GuestControl control() {
        return inner.control();
    }

    @Override
    public void close() {
        inner.close();
    }
}
