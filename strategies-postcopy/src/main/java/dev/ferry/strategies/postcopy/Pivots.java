package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageRun;
import org.jspecify.annotations.Nullable;

/** The bubbles of one migration: told and asked as {@link Bubbling} is, which they are the inside of. */
sealed interface Pivots permits OnePivot, SeveralPivots {

    /** A pivot moves to this page. */
    void onNetworkFault(long page);

    /** What to push next; null only where nothing is owed. */
    @Nullable
    PageRun next(long maxPages);
}
