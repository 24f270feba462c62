package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageSet;

/** A push order, page by page, as slow and as plain as can be. */
interface PushOracle {

    /** The guest has faulted on a page. */
    void onNetworkFault(long page);

    /** The page to push next, or {@link PageSet#NONE}. */
    long next();
}
