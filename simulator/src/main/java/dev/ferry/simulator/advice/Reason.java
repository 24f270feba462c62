package dev.ferry.simulator.advice;

import dev.ferry.api.Quantities;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.report.MigrationReport;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;

/** Why a migration came out as it did, out of what was sent before, in and after the pause. */
final class Reason {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;
    /** From here on, what is behind the point tells nobody anything. */
    private static final double MANY = 10;

    private final MigrationReport report;
    private final Course course;

    private Reason(MigrationReport report, Course course) {
        this.report = report;
        this.course = course;
    }

    /** A sentence without a full stop. */
    static String of(MigrationReport report, Course course) {
        return new Reason(report, course).sentence();
    }

    private String sentence() {
        StringJoiner parts = new StringJoiner("; ");
        parts.add(pause());
        if (course.pages(Delivery.ROUND) > 0) {
            parts.add(rounds());
        }
        if (pagesAfter() > 0) {
            parts.add(after());
        }
        if (report.coldReferences() > 0) {
            parts.add(megabytes(report.coldReferences()) + " stay on the swap device");
        }
        return parts.toString();
    }

    private String pause() {
        long copied = course.pages(Delivery.SWITCHOVER);
        String nanos = Quantities.formatNanos(Objects.requireNonNullElse(report.downtimeNanos(), 0L));
        String stands = "it stands still for " + nanos;
        if (copied == 0) {
            return stands + ", and no page is sent in that";
        }
        return stands + " while " + (course.pages(Delivery.ROUND) == 0 ? "all, " : "the last ")
                + megabytes(copied) + (course.pages(Delivery.ROUND) == 0 ? ", are sent" : " are sent");
    }

    private String rounds() {
        List<Round> running = course.rounds();
        String count = running.size() == 1 ? "1 round" : running.size() + " rounds";
        String sent = "before, " + megabytes(course.pages(Delivery.ROUND)) + " go in " + count;
        return running.isEmpty() ? sent : sent + ", " + convergence(running.getLast());
    }

    /** What the last round came to; that it converges matters to who copies the rest in the pause. */
    private String convergence(Round last) {
        double dirtied = report.pageSizeBytes() * last.dirtyPages() * NANOS_PER_SECOND
                / Math.max(1, last.nanos());
        String relation = last.dirtyPages() < last.pages() ? "it converges" : "it does not converge";
        return (course.pages(Delivery.SWITCHOVER) > 0 ? "and " + relation + ": in" : "in")
                + " the last of them " + amount(dirtied) + "/s are dirtied and "
                + amount(last.bytesPerSecond()) + "/s are sent";
    }

    private long pagesAfter() {
        return course.pages(Delivery.PUSH) + course.pages(Delivery.FAULT);
    }

    private String after() {
        long faults = Objects.requireNonNullElse(report.networkFaults(), 0L);
        String follows = megabytes(pagesAfter()) + " follow when it runs at the destination";
        if (faults == 0) {
            return follows + ", and it waits for none of them";
        }
        String latency = report.faultLatencyNanos() == null
                ? ""
                : ", " + Quantities.formatNanos(report.faultLatencyNanos().p50()) + " in the middle";
        return follows + ", and it waits " + (faults == 1 ? "once" : faults + " times") + " for a page"
                + latency;
    }

    private String megabytes(long pages) {
        return amount((double) pages * report.pageSizeBytes());
    }

    private static String amount(double bytes) {
        double megabytes = bytes / BYTES_PER_MEGABYTE;
        return String.format(Locale.ROOT, megabytes >= MANY ? "%,.0f MB" : "%.1f MB", megabytes);
    }
}
