package dev.ferry.testkit.wrap;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Checks who calls a host, and its reservations with all that belongs to them; knows which of them are open. */
public final class AssertingGuestHost implements GuestHost {

    private final GuestHost inner;
    private final Violations violations;
    private final List<Room> open = new CopyOnWriteArrayList<>();
    private final List<Room> rooms = new CopyOnWriteArrayList<>();

    /** Wraps a host. */
    public AssertingGuestHost(GuestHost inner, Violations violations) {
        this.inner = inner;
        this.violations = violations;
    }

    /** The reservations that nobody has closed. */
    public List<Reservation> open() {
        return List.copyOf(open);
    }

    /** Notes an access log that was left on: to be called once migrations and recordings are over. */
    public void checkEnd() {
        rooms.forEach(room -> room.trap.checkEnd());
    }

    @Override
    public Reservation reserve(String guestId, MemoryGeometry geometry) {
        if (guestId.isEmpty()) {
            violations.add("GuestHost: a reservation for nobody");
        }
        Room room = new Room(inner.reserve(guestId, geometry));
        open.add(room);
        rooms.add(room);
        return room;
    }

    /** One reservation, whose parts must not be asked for once it is closed. */
    private final class Room extends ForwardingReservation {

        private final AssertingFaultTrap trap;
        private final GuestControl control;
        private volatile boolean closed;

        Room(Reservation room) {
            super(room);
            this.trap = new AssertingFaultTrap(room.trap(), violations);
            this.control = AssertingGuestControl.arriving(room.control(), violations, trap::guestRuns);
        }

        @Override
        public FaultTrap trap() {
            checkOpen("trap");
            return trap;
        }

        @Override
        public GuestControl control() {
            checkOpen("control");
            return control;
        }

        @Override
        public void close() {
            closed = true;
            super.close();
            open.remove(this);
        }

        private void checkOpen(String call) {
            if (closed) {
                violations.add("Reservation: " + call + " after close");
            }
        }
    }
}
