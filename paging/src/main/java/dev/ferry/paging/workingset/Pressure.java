package dev.ferry.paging.workingset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When guests have to leave a host, and which (Deshpande et al. 2016, section III-B): once all working sets together
 * are above a high mark, the fewest guests whose leaving brings them down to a low one, and among as few those with the
 * least to move. No threads, no clock.
 *
 * @param highBytes nobody has to leave while the working sets are no larger than this
 * @param lowBytes what they may be once it is over; no more than the high mark
 */
public record Pressure(long highBytes, long lowBytes) {

    /** Checks the marks. */
    public Pressure {
        if (lowBytes < 0 || lowBytes > highBytes) {
            throw new IllegalArgumentException("marks of " + highBytes + " and " + lowBytes
                    + " bytes: the low one is not negative, and not above the high one");
        }
    }

    /**
     * The guests that have to leave; nobody where the working sets are not above the high mark. How few is always
     * exact. That it is the least to move is exact as long as {@value LeastSubset#MAX_STEPS} steps of search find it,
     * as they do unless there are very many guests whose working sets hardly add up to what is needed; beyond that, it
     * is the least found.
     */
    public List<GuestWorkingSet> select(List<GuestWorkingSet> guests) {
        long sum = guests.stream().mapToLong(GuestWorkingSet::bytes).reduce(0, Math::addExact);
        if (sum <= highBytes) {
            return List.of();
        }
        List<GuestWorkingSet> largestFirst = new ArrayList<>(guests);
        largestFirst.sort(Comparator.comparingLong(GuestWorkingSet::bytes).reversed()
                .thenComparing(GuestWorkingSet::guestId));
        long[] bytes = largestFirst.stream().mapToLong(GuestWorkingSet::bytes).toArray();
        return new LeastSubset(bytes, sum - lowBytes).find().stream().map(largestFirst::get).toList();
    }
}
