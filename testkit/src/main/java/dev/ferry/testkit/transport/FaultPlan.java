package dev.ferry.testkit.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What goes wrong with the links of a {@link FaultyTransport}. Immutable. Links count from 1, at each end for itself;
 * those after the last of the plan are clean, so that what comes back in the end can end.
 *
 * @param links what goes wrong with link 1, link 2 and so on
 */
public record FaultPlan(List<LinkPlan> links) {

    /**
     * What goes wrong with one link.
     *
     * @param faults at most one for each end
     * @param refusals how many attempts to connect fail after this link was made, before the next one is let through
     */
    public record LinkPlan(Map<LinkEnd, Fault> faults, int refusals) {

        private static final LinkPlan CLEAN = new LinkPlan(Map.of(), 0);

        public LinkPlan {
            faults = sorted(faults);
            if (refusals < 0) {
                throw new IllegalArgumentException(refusals + " refusals are negative");
            }
        }

        /** An unmodifiable copy whose order is the same in each JVM, unlike that of {@link Map#copyOf}. */
        private static Map<LinkEnd, Fault> sorted(Map<LinkEnd, Fault> faults) {
            Map<LinkEnd, Fault> copy = new EnumMap<>(LinkEnd.class);
            copy.putAll(faults);
            return Collections.unmodifiableMap(copy);
        }

        private LinkPlan with(LinkEnd end, Fault fault) {
            Map<LinkEnd, Fault> more = new EnumMap<>(LinkEnd.class);
            more.putAll(faults);
            more.put(end, fault);
            return new LinkPlan(more, refusals);
        }

        @Override
        public String toString() {
            Stream<String> atEnds = faults.entrySet().stream()
                    .map(atEnd -> atEnd.getKey() + " " + atEnd.getValue());
            Stream<String> after = refusals == 0 ? Stream.of() : Stream.of("then " + refusals + " refused");
            return Stream.concat(atEnds, after).collect(Collectors.joining(", "));
        }
    }

    /**
     * How large a migration without faults is, so that faults fall into it.
     *
     * @param frames how many either end writes, about
     * @param bytes how many the connecting end writes, about
     * @param linkTimeout how long an end bears silence; some stalls are longer
     */
    public record Scale(long frames, long bytes, Duration linkTimeout) {

        public Scale {
            if (frames < 1 || bytes < 1 || linkTimeout.isNegative()) {
                throw new IllegalArgumentException("no migration has " + frames + " frames, " + bytes
                        + " bytes and a link timeout of " + linkTimeout);
            }
        }
    }

    public FaultPlan {
        links = List.copyOf(links);
    }

    /** Nothing goes wrong. */
    public static FaultPlan none() {
        return new FaultPlan(List.of());
    }

    /** One fault at one end of the {@code link}-th link. */
    public static FaultPlan of(int link, LinkEnd end, Fault fault) {
        return none().with(link, end, fault);
    }

    /** One to four links with faults; equal for equal seeds and scales. */
    public static FaultPlan ofSeed(long seed, Scale scale) {
        return new SeededFaults(seed, scale).plan();
    }

    /** This plan with that fault in addition, or instead of another one at the same end of the same link. */
    public FaultPlan with(int link, LinkEnd end, Fault fault) {
        return with(link, link(link).with(end, fault));
    }

    /** This plan, where so many attempts to connect fail after the {@code link}-th link was made. */
    public FaultPlan withRefusals(int link, int refusals) {
        return with(link, new LinkPlan(link(link).faults(), refusals));
    }

    /** What goes wrong at that end of the {@code link}-th link, if anything. */
    Optional<Fault> fault(int link, LinkEnd end) {
        return Optional.ofNullable(link(link).faults().get(end));
    }

    /** How many attempts to connect fail after the {@code link}-th link was made; none before the first. */
    int refusals(int link) {
        return link(link).refusals();
    }

    private LinkPlan link(int link) {
        boolean planned = 1 <= link && link <= links.size();
        return planned ? links.get(link - 1) : LinkPlan.CLEAN;
    }

    private FaultPlan with(int link, LinkPlan plan) {
        if (link < 1) {
            throw new IllegalArgumentException("link " + link + ": links count from 1");
        }
        List<LinkPlan> more = new ArrayList<>(links);
        while (more.size() < link) {
            more.add(LinkPlan.CLEAN);
        }
        more.set(link - 1, plan);
        return new FaultPlan(more);
    }

    /** The plan in one line, e.g. {@code link 1: connecting end cut at frame 17 (lost), then 2 refused}. */
    @Override
    public String toString() {
        return IntStream.rangeClosed(1, links.size()).filter(link -> !link(link).equals(LinkPlan.CLEAN))
                .mapToObj(link -> "link " + link + ": " + link(link))
                .collect(Collectors.collectingAndThen(Collectors.joining("; "),
                        text -> text.isEmpty() ? "no faults" : text));
    }
}
