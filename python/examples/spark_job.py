"""Reads a corpus in Spark: catalogs of all versions, and their changes and edits as Parquet.

    spark-submit spark_job.py '/corpus/*.warc.gz' /results 64

All executors must see both folders.
"""

import sys

from pyspark.sql import SparkSession

from recension.spark import register, write_catalogs


def main(source: str, results: str, shards: str) -> None:
    spark = SparkSession.builder.appName("recension").getOrCreate()
    register(spark)
    pages = spark.read.format("recension").load(source)
    catalogs = write_catalogs(pages, f"{results}/catalogs", int(shards))
    for name in ("versions", "captures", "rejects"):
        print(f"{name}: {sum(catalog[name] for catalog in catalogs)}")
    for table in ("changes", "edits"):
        rows = spark.read.format("recension").option("table", table).load(f"{results}/catalogs")
        rows.write.mode("overwrite").parquet(f"{results}/{table}")


if __name__ == "__main__":
    main(*sys.argv[1:])
