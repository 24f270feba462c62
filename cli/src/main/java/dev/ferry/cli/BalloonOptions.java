package dev.ferry.cli;

import dev.ferry.api.memory.BalloonController;
import dev.ferry.engine.compose.LayeredSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether free memory is taken from the guest on its host. */
final class BalloonOptions {

    /** Who takes it where nobody else is named. */
    static final String CONTROLLER = "dsb";

    @Option(names = "--balloon", paramLabel = "on|off", converter = ToAnswer.class, description = "Whether a balloon takes free memory from the guest (ferry.balloon): on, by "
            + CONTROLLER + " where no other is set, or off. Default: none is taken.")
    private @Nullable Answer answer;

    BalloonOptions() {}

    /** Settings by key, and who takes free memory where it is said. */
    Map<String, String> settings(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(further);
        if (answer == Answer.OFF) {
            all.put(BalloonController.CHOICE.key(), BalloonController.NONE);
        } else if (answer == Answer.ON && !hasController(CommonOptions.read(further))) {
            all.put(BalloonController.CHOICE.key(), CONTROLLER);
        }
        return all;
    }

    /** Whether the guest shall have memory that is free: where it is said, or where somebody is set to take it. */
    boolean wantsHeap(LayeredSettings settings) {
        return answer != null || hasController(settings);
    }

    /** The same for another process that has those settings. */
    List<String> arguments(LayeredSettings settings) {
        return wantsHeap(settings) ? List.of("--balloon", hasController(settings) ? "on" : "off") : List.of();
    }

    /** Fails where it is said, or set: the guests of a scenario have no heap. */
    void requireNotSaid(LayeredSettings settings) {
        if (wantsHeap(settings)) {
            throw new IllegalArgumentException((answer == null ? BalloonController.CHOICE.key() : "--balloon")
                    + " is not for --scenario pressure: none of its guests' memory is free");
        }
    }

    private static boolean hasController(LayeredSettings settings) {
        return !settings.get(BalloonController.CHOICE).equals(BalloonController.NONE);
    }

    /** No boolean, which would be an option without a value. */
    private enum Answer {
        ON, OFF
    }

    private static final class ToAnswer implements ITypeConverter<Answer> {
        @Override
        public Answer convert(String text) {
            return switch (text) {
                case "on" -> Answer.ON;
                case "off" -> Answer.OFF;
                default -> throw new TypeConversionException("'" + text + "': allowed is on or off");
            };
        }
    }
}
