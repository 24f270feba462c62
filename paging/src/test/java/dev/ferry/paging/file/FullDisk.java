package dev.ferry.paging.file;

import java.io.IOException;

/** A disk that takes nothing more while it is full. */
final class FullDisk extends FailingFiles {

    volatile boolean isFull;

    @Override
    <T> T look(Call<T> call) throws IOException {
        return call.make();
    }

    @Override
    <T> T change(Call<T> whole, Call<?> half) throws IOException {
        if (isFull) {
            throw new IOException("No space left on device");
        }
        return whole.make();
    }
}
