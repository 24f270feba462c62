package dev.ferry.engine.compose;

import dev.ferry.api.strategy.PushScheduler;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One way to move a guest, as people write it where several are compared.
 *
 * @param name what it is called: as it is written, {@code STRATEGY[:SCHEDULER] [KEY=VALUE ...]}, with keys cut short
 * @param settings what it sets, by key
 */
public record CandidateName(String name, Map<String, String> settings) {

    private static final String SPELLING = "STRATEGY[:SCHEDULER] [KEY=VALUE ...], e.g. "
            + "\"postcopy:bubbling ferry.push.batch=64KiB\"";

    /**
     * Reads a candidate; whether there are such parts is not looked at.
     *
     * @throws IllegalArgumentException where it cannot be read, with what is allowed
     */
    public static CandidateName parse(String text) {
        String[] words = text.strip().split("\\s+");
        String[] names = words[0].split(":", -1);
        boolean named = names.length <= 2 && Arrays.stream(names).noneMatch(String::isEmpty)
                && !words[0].contains("=");
        if (!named) {
            throw wrong(text, "allowed is " + SPELLING);
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put(FerryModule.STRATEGY.key(), names[0]);
        if (names.length == 2) {
            settings.put(PushScheduler.CHOICE.key(), names[1]);
        }
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            addSetting(text, word, settings);
        }
        String rest = String.join(" ", Arrays.asList(words).subList(1, words.length));
        return new CandidateName((words[0] + " " + shortened(rest, names)).strip(), settings);
    }

    /** Keys without what the names of strategy and scheduler say already. */
    private static String shortened(String keys, String[] names) {
        String scheduler = names[names.length - 1];
        return keys.replaceAll("(^| )ferry\\.(scheduler\\." + Pattern.quote(scheduler) + "\\.|"
                + Pattern.quote(names[0]) + "\\.)?", "$1");
    }

    private static void addSetting(String text, String word, Map<String, String> settings) {
        int equals = word.indexOf('=');
        if (equals < 1) {
            throw wrong(text, "'" + word + "' is no KEY=VALUE; allowed is " + SPELLING);
        }
        String key = word.substring(0, equals);
        if (settings.putIfAbsent(key, word.substring(equals + 1)) != null) {
            throw wrong(text, key + " is set twice");
        }
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("candidate '" + text + "': " + why);
    }
}
