package dev.ferry.api.memory;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;

/**
 * Decides how large a guest's balloon is, for as long as the guest is here: with a migration and without one. Neither
 * engine nor strategies know of it; they see that pages are absent. Who runs guests makes one and gives it each guest's
 * balloon; any thread.
 */
public interface BalloonController {

    /** What {@link #CHOICE} says where nobody inflates balloons. */
    String NONE = "none";

    /** Who decides on this host. */
    Setting<String> CHOICE = Setting.text("ferry.balloon", NONE,
            "who takes free memory from guests: the name of a balloon controller, or " + NONE);

    /**
     * Takes charge of a guest's balloon, which nobody else may have inflated or deflated meanwhile; what it holds already,
     * as that of a guest that has just arrived, it keeps.
     *
     * @param guestId for names of threads and for logs
     * @return the charge, which the caller closes before the guest
     */
    Charge control(String guestId, Balloon balloon);

    /** A balloon that somebody is in charge of. */
    interface Charge extends AutoCloseable {

        /** What has been done to it since. Any thread, without waiting. */
        BalloonFigures figures();

        /**
         * Leaves the balloon as it is and the guest to itself; no thread of the controller runs afterwards. May be called
         * twice.
         */
        @Override
        void close();
    }

    /** Finds a controller by name, e.g. {@code dsb}. */
    interface Provider extends PluginProvider<BalloonController> {}
}
