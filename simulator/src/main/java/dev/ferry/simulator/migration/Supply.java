package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;

/** Hands out pages to send. */
interface Supply {

    /**
     * Fills a batch; leaves it empty where there is nothing to send now.
     *
     * @return whether more may come, after what is left in the batch
     */
    boolean next(Batch batch);

    /** How these pages go. */
    Delivery delivery();

    /** How long the last call took. */
    default long nanos() {
        return 0;
    }
}
