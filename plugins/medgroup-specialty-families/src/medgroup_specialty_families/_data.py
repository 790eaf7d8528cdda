"""The families as one table: name, title for people, beginnings of NUCC taxonomy codes (the longest that fits decides).

What the order of the code set does not say by itself:

- Age makes no family. Paediatric cardiology is cardiology, as paediatric orthopaedics is orthopaedic surgery; general
  and adolescent paediatrics are ``pediatrics``.
- A field that several boards certify (pain, sleep, palliative, addiction, sports medicine, toxicology) is one family
  whatever the board. Obesity medicine and clinical informatics are no fields of their own and stay with their board.
- Critical care goes with pulmonary medicine, as it is trained, but that of surgeons, obstetricians and neurologists
  stays with theirs.
"""

#: Doctors of medicine and osteopathy: the codes that begin with 20.
PHYSICIANS = (
    ("addiction-medicine", "Addiction medicine", "207LA04 207QA04 207RA04 2083A03 2084A04"),
    ("allergy-immunology", "Allergy and immunology", "207K 207RA02 207RI0001 2080I 2080P0201"),
    ("anesthesiology", "Anesthesiology", "207L"),
    ("cardiology", "Cardiology", "207RA0001 207RA0002 207RC00 207RI0011 207UN0901 2080P0202"),
    ("clinical-pharmacology", "Clinical pharmacology", "208U"),
    ("colorectal-surgery", "Colon and rectal surgery", "208C"),
    ("dermatology", "Dermatology", "207N"),
    ("developmental-pediatrics", "Development of children", "2080P0006 2080P0008 2084P0005"),
    ("emergency-medicine", "Emergency medicine", "207P 2080P0204"),
    ("endocrinology", "Endocrinology and diabetes", "207RE 2080P0205"),
    ("family-medicine", "Family medicine and general practice", "207Q 208D"),
    ("gastroenterology", "Gastroenterology and hepatology", "207RG01 207RI0008 207RT 2080P0206 2080T0004"),
    ("general-surgery", "General surgery", "2086"),
    ("geriatrics", "Geriatrics", "207QG03 207RG03"),
    ("hematology-oncology", "Hematology and oncology", "207RH0000 207RH0003 207RX02 2080P0207"),
    ("hospital-medicine", "Hospital medicine", "208M"),
    ("infectious-disease", "Infectious disease", "207RI02 2080P0208"),
    ("integrative-medicine", "Integrative medicine", "202D"),
    ("internal-medicine", "General internal medicine", "207R"),
    ("legal-medicine", "Legal medicine and independent examination", "202C 2098"),
    ("medical-genetics", "Medical genetics", "207S"),
    ("medical-toxicology", "Medical toxicology", "207PT 2080T0002 2083T"),
    ("neonatology", "Care of the newborn", "2080N"),
    ("nephrology", "Kidney disease", "207RN 2080P0210"),
    ("neurology", "Neurology", "204R 2084A29 2084B0040 2084D 2084E 2084N 2084V"),
    ("neurosurgery", "Neurosurgery", "207T"),
    ("nuclear-medicine", "Nuclear medicine", "207U"),
    ("obstetrics-gynecology", "Obstetrics and gynecology", "207V"),
    ("ophthalmology", "Ophthalmology", "207W"),
    ("oral-maxillofacial-surgery", "Oral and maxillofacial surgery by physicians", "204E"),
    ("orthopaedic-surgery", "Orthopaedic surgery", "207X"),
    ("osteopathic-manipulation", "Osteopathic manipulative medicine", "204D"),
    ("otolaryngology", "Ear, nose and throat", "207Y"),
    ("pain-medicine", "Pain medicine", "207LP29 2081P29 2084P29 208V"),
    ("palliative-medicine", "Palliative medicine", "207LH 207PH 207QH 207RH0002 207VH 2080H 2081H 2084H 2085H 2086H"),
    ("pathology", "Pathology", "207Z"),
    ("pediatrics", "General pediatrics", "2080"),
    ("physical-medicine", "Physical medicine and rehabilitation", "2081 2084P0301"),
    ("plastic-surgery", "Plastic surgery", "2082 2086S0122"),
    ("preventive-medicine", "Preventive and occupational medicine", "2083"),
    ("psychiatry", "Psychiatry", "2084"),
    ("pulmonary-critical-care", "Pulmonary medicine and critical care", "207LC02 207RC02 207RP 2080P0203 2080P0214"),
    ("radiation-oncology", "Radiation oncology", "2085R0001 2085R0203 2085R0205"),
    ("radiology", "Radiology", "2085 207RM12"),
    ("rheumatology", "Rheumatology", "207RR 2080P0216"),
    ("sleep-medicine", "Sleep medicine", "207QS12 207RS0012 207YS0012 2080S0012 2084S0012"),
    ("sports-medicine", "Sports medicine", "204C 207PS 207QS0010 207RS0010 2080S0010 2081S 2083S 2084S0010"),
    ("thoracic-surgery", "Heart and chest surgery", "208G"),
    ("transplant-surgery", "Transplant surgery", "204F"),
    ("urology", "Urology", "2088"),
    ("vascular-surgery", "Vascular surgery and vein care", "202K 2086S0129"),
)

#: Physicians' families that give primary care.
PRIMARY_CARE = frozenset({"family-medicine", "geriatrics", "internal-medicine", "pediatrics"})

#: Everyone else who gives care in his or her own right.
OTHER_PROFESSIONALS = (
    ("audiology", "Hearing care", "231 2355A 237"),
    ("behavioral-health", "Psychology, counseling and social work", "101 102 103 104 106"),
    ("care-coordination", "Care coordination, health education and peer support", "1714 171M 172V 174H 175T 4053"),
    ("chiropractic", "Chiropractic", "111"),
    ("complementary-medicine", "Acupuncture, naturopathy and the like", "1711 172M 172P 173C 175F 175L"),
    ("dentistry", "Dentistry", "122 124 125 126"),
    ("emergency-medical-services", "Emergency medical services", "146"),
    ("genetic-counseling", "Genetic counseling, and geneticists who are not physicians", "170 207SG0205"),
    ("midwifery", "Midwifery by others than nurses, birth and lactation support", "174N 175M 176B 374J"),
    ("nutrition", "Nutrition", "132 133 136"),
    ("occupational-therapy", "Occupational therapy", "224Z 225X"),
    ("optometry", "Optometry and optical services", "152 156"),
    ("personal-care", "Personal care and help at home", "372 373 374 376"),
    ("pharmacy", "Pharmacy", "183"),
    ("physical-therapy", "Physical therapy", "2251 2252"),
    ("podiatry", "Podiatry", "211 213"),
    ("rehabilitation", "Other rehabilitation, orthotics and prosthetics", "22"),
    ("respiratory-therapy", "Respiratory therapy", "225B 227"),
    ("speech-language-pathology", "Speech and language", "235"),
    ("technical-services", "Imaging, laboratory and other technical services", "24"),
)

#: Those who work in the specialty of whoever supervises them.
FOLLOWERS = (
    ("advanced-practice-nursing", "Nurse practitioners, clinical nurse specialists, nurse-midwives", "363L 364S 367A"),
    ("anesthesia-assistance", "Nurse anesthetists and anesthesiologist assistants", "3675 367H"),
    ("nursing", "Nursing", "163 164 167"),
    ("physician-assistance", "Physician and radiology practitioner assistants", "243 363A"),
)
