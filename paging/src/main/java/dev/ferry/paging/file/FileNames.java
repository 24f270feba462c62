package dev.ferry.paging.file;

/** Names of files, made from names of guests so that no two guests have the same, on whatever file system. */
final class FileNames {

    private static final String SUFFIX = ".swap";
    /** Room for what temporary files add, within the 255 bytes that file systems have. */
    private static final int MAX_LENGTH = 200;

    private FileNames() {}

    /**
     * The name of a guest, with everything but a few characters in hexadecimal; capitals too, since some file systems
     * do not tell them apart.
     */
    static String of(String guestId) {
        StringBuilder name = new StringBuilder();
        guestId.chars().forEach(character -> {
            if (isPlain(character)) {
                name.append((char) character);
            } else {
                name.append(String.format("%%%04x", character));
            }
        });
        if (name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the name of guest '" + guestId + "' makes a file name of "
                    + name.length() + " characters, allowed are " + MAX_LENGTH);
        }
        return name + SUFFIX;
    }

    private static boolean isPlain(int character) {
        return character >= 'a' && character <= 'z' || character >= '0' && character <= '9'
                || character == '-'
                || character == '_';
    }
}
