package dev.ferry.memory.linux;

import dev.ferry.api.memory.PageSet;
import java.util.HashSet;
import java.util.Set;

/** Sets of pages as tests like to compare them. */
final class Pages {

    private Pages() {}

    static Set<Long> of(PageSet pages) {
        Set<Long> members = new HashSet<>();
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            members.add(page);
        }
        return members;
    }
}
