package dev.ferry.cli;

import dev.ferry.api.Quantities;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a demo shows. */
final class DemoScenario {

    private static final String MIGRATION = "migration";
    private static final String PRESSURE = "pressure";

    @Option(names = "--scenario", paramLabel = "NAME", defaultValue = MIGRATION, description = "What is shown: migration, of one guest from process to process; or pressure: "
            + "on one host the load of four paged guests comes one after the other, until their working sets are more than it has and one "
            + "of them is moved; by precopy, postcopy and agile in turn, or by --strategy alone. Default: ${DEFAULT-VALUE}.")
    private String scenario = MIGRATION;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "20s", converter = Time.class, description = "With --scenario pressure, how long each strategy is watched. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    DemoScenario() {}

    /** Whether pressure is to be shown; fails where it is neither that nor a migration. */
    boolean pressure() {
        return switch (scenario) {
            case MIGRATION -> false;
            case PRESSURE -> true;
            default -> throw new IllegalArgumentException("--scenario '" + scenario
                    + "' is unknown, allowed is one of " + MIGRATION + ", " + PRESSURE);
        };
    }

    /** How long each strategy is watched. */
    Duration duration() {
        return duration;
    }

    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Quantities.parseDuration(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
