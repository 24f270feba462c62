/** Whole migrations in a test: the kit for authors of plugins and for those who compose them. */
module dev.ferry.testkit.migration {
    requires transitive dev.ferry.engine;
    requires transitive dev.ferry.paging;
    requires transitive dev.ferry.testkit;
    requires transitive org.assertj.core;
    requires static org.jspecify;

    exports dev.ferry.testkit.migration;
}
