package dev.ferry.cli;

import dev.ferry.api.swap.SwapStore;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Where cold pages lie, as people spell it in one word. */
final class SwapAddress {

    /** What {@link #settings} takes, in words. */
    static final String ALLOWED = "allowed is file:FOLDER, redis://HOST:PORT[,HOST:PORT...], rediss://..., "
            + "inmemory:NAME or the name of a swap store";

    private SwapAddress() {}

    /** What an address sets, by key; fails where it is none. */
    static Map<String, String> settings(String address) {
        int colon = address.indexOf(':');
        String store = colon < 0 ? address : address.substring(0, colon);
        String place = address.substring(colon + 1);
        if (store.isBlank() || place.isBlank()) {
            throw wrong(address);
        }
        return colon < 0 ? Map.of(SwapStore.CHOICE.key(), store) : settings(address, store, place);
    }

    private static Map<String, String> settings(String address, String store, String place) {
        return switch (store) {
            case "file" -> chosen("file", "folder", place);
            case "inmemory" -> chosen("inmemory", "name", place);
            case "redis", "rediss" -> chosen("redis", "servers", servers(address, store, place));
            default -> throw wrong(address);
        };
    }

    private static Map<String, String> chosen(String store, String setting, String value) {
        return Map.of(SwapStore.CHOICE.key(), store, SwapStore.CHOICE.key() + "." + store + "." + setting,
                value);
    }

    /** Each server with the scheme, which the first one says for all. */
    private static String servers(String address, String scheme, String place) {
        if (!place.startsWith("//") || place.length() == 2) {
            throw wrong(address);
        }
        return Arrays.stream(place.substring(2).split(","))
                .map(server -> server.contains("://") ? server : scheme + "://" + server)
                .collect(Collectors.joining(","));
    }

    private static IllegalArgumentException wrong(String address) {
        return new IllegalArgumentException("--swap '" + address + "' is no swap store: " + ALLOWED);
    }
}
