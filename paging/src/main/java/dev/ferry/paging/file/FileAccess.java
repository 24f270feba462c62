package dev.ferry.paging.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens files. Tests put one in between that is cut off. */
interface FileAccess {

    /** The operating system's. */
    FileAccess DIRECT = FileChannel::open;

    /** As {@link FileChannel#open(Path, OpenOption...)}. */
    FileChannel open(Path path, OpenOption... options) throws IOException;
}
