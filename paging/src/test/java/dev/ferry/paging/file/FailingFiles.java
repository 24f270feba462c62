package dev.ferry.paging.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files in which changes go wrong. */
abstract class FailingFiles implements FileAccess {

    /** Something that the file system is asked for. */
    interface Call<T> {
        T make() throws IOException;
    }

    /** A change to a file. Makes it or not, or half of it, and throws as it pleases. */
    abstract <T> T change(Call<T> whole, Call<?> half) throws IOException;

    /** Something that changes nothing. */
    abstract <T> T look(Call<T> call) throws IOException;

    @Override
    public FileChannel open(Path path, OpenOption... options) throws IOException {
        return look(() -> new Channel(FileChannel.open(path, options)));
    }

    private final class Channel extends FileChannel {

        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return change(() -> file.write(source, position), () -> {
                ByteBuffer half = source.duplicate().limit(source.position() + source.remaining() / 2);
                return file.write(half, position);
            });
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            return change(() -> file.truncate(size), () -> file.truncate(file.size() / 2));
        }

        @Override
        public void force(boolean metaData) throws IOException {
            change(() -> 0, () -> 0);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return look(() -> file.read(target, position));
        }

        @Override
        public long size() throws IOException {
            return look(file::size);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return look(() -> file.tryLock(position, size, shared));
        }

        /** As the system does for the dead. */
        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
