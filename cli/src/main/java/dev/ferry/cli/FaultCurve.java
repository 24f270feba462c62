package dev.ferry.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * How many network faults there were by when. Where they are many, every second point is dropped and later ones come
 * half as often; so a curve is bounded, and its ends are always there. Any thread.
 */
final class FaultCurve {

    static final int MAX_POINTS = 512;

    /**
     * One point.
     *
     * @param micros since the start of the migration
     * @param faults network faults up to then, that one included
     */
    record Point(long micros, long faults) {}

    private List<Point> points = new ArrayList<>();
    private Point last = new Point(0, 0);
    private long faultsPerPoint = 1;

    /** A fault is seen. */
    synchronized void fault(long nanos) {
        last = new Point(nanos / 1000, last.faults() + 1);
        if (!isKept(last)) {
            return;
        }
        points.add(last);
        if (points.size() == MAX_POINTS) {
            faultsPerPoint *= 2;
            points = new ArrayList<>(
                    points.stream().filter(this::isKept).toList());
        }
    }

    private boolean isKept(Point point) {
        return point.faults() == 1 || point.faults() % faultsPerPoint == 0;
    }

    /** The points, in order. */
    synchronized List<Point> points() {
        List<Point> all = new ArrayList<>(points);
        if (last.faults() > 0 && (all.isEmpty() || !all.getLast().equals(last))) {
            all.add(last);
        }
        return all;
    }
}
