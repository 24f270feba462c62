package dev.ferry.simulator.paper;

import dev.ferry.simulator.migration.Way;

/** The three ways that Deshpande et al. compare. They look at the dirty log between rounds only, as QEMU does. */
enum AgileWay {
    /** QEMU finds pages of zeros and says so. */
    PRECOPY("pre-copy", "precopy ferry.round.peek=0s", false, true),
    /** Sends all pages: table III has the same for both servers. */
    POSTCOPY("post-copy", "postcopy:push", false, false),
    /** Leaves cold pages where they are, and sends references to them. */
    AGILE("Agile", "agile:push ferry.round.peek=0s", true, true);

    private static final int BATCH_PAGES = 16;

    private final String title;
    private final String parts;
    private final boolean remote;
    private final boolean knowsFree;

    AgileWay(String title, String parts, boolean remote, boolean knowsFree) {
        this.title = title;
        this.parts = parts;
        this.remote = remote;
        this.knowsFree = knowsFree;
    }

    /** Its name in the paper. */
    String title() {
        return title;
    }

    /** Whether cold pages lie in another host's memory, and not on the source's drive. */
    boolean remote() {
        return remote;
    }

    /** Whether pages that were never used are not sent. */
    boolean knowsFree() {
        return knowsFree;
    }

    /** The way in Ferry. */
    Way way(AgileScale scale) {
        long batchKib = (long) scale.pageBytes() * BATCH_PAGES >> 10;
        return Way
                .named(parts + " ferry.round.batch=" + batchKib + "KiB ferry.push.batch=" + batchKib + "KiB");
    }
}
