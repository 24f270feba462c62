package dev.ferry.testkit.migration;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.testkit.wrap.ForwardingGuestControl;
import java.util.OptionalLong;

/** The hand on the switch of a guest at the source, which remembers how far the guest was when its state was saved. */
final class LeavingGuest extends ForwardingGuestControl {

    private volatile OptionalLong workWhenSaved = OptionalLong.empty();

    LeavingGuest(GuestControl control) {
        super(control);
    }

    /** Whether it has worked here since its state was saved. */
    boolean worksOn() {
        return workWhenSaved.isPresent() && !workDone().equals(workWhenSaved);
    }

    @Override
    public byte[] saveState() {
        workWhenSaved = workDone();
        return super.saveState();
    }
}
